-- Says that the node lives for a while from now; no while says that it leaves. Answers since when it lives, and with sessions that others may want of it.
local lifetime = take('>I8')

-- Before the first write: it is the one that could fail.
local wanted = redis.call('SRANDMEMBER', asks, 200)
if lifetime == 0 then
  redis.call('DEL', life)
  return { '', {} }
end
if not is_on then since = now end
redis.call('HSET', life, 'since', text(since), 'until', text(math.min(now + lifetime, FOREVER)))
redis.call('PEXPIRE', life, text(math.min(math.floor(lifetime / 1000) + 60000, 31536000000)))
return { text(since), wanted }
