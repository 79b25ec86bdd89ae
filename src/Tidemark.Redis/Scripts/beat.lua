-- Says that the node lives for a while from now; no while says that it leaves. Answers since when it lives, and with records of which it may have something to
-- hear.
local lifetime = take('>I8')

-- Before the first write: they could fail.
local wanted = redis.call('SRANDMEMBER', asks, 200)
local known = redis.call('HGET', life, 'epoch')
if lifetime == 0 then
  redis.call('DEL', life)
  return { '', {} }
end
if not is_on then since = now end

-- A cluster has another epoch when a primary was replaced. What that one had not told its replica is forgotten, leases too: to the node that is as if it had
-- been dead. Empty where there is no cluster, or no right to ask, and then never asked again.
local epoch, doubted = known, time_of(found[3])
if epoch ~= '' then
  local info = redis.pcall('CLUSTER', 'INFO')
  epoch = type(info) == 'string' and string.match(info, 'cluster_current_epoch:(%d+)') or ''
  if known and epoch ~= known then doubted = now end
end
redis.call('HSET', life, 'since', text(since), 'until', text(math.min(now + lifetime, FOREVER)), 'epoch', epoch, 'doubted', text(doubted))
redis.call('PEXPIRE', life, text(math.min(math.floor(lifetime / 1000) + 60000, 31536000000)))
return { text(math.max(since, doubted)), wanted }
