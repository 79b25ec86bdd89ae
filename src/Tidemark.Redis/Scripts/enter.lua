-- Enters a node in the list of nodes, KEYS[1], by when it is dead if it does not beat again; no while takes it out. One that is dead stays for a minute, as its
-- life does.
local lifetime, node = take('>I8'), rest()
if lifetime == 0 then
  redis.call('ZREM', KEYS[1], node)
  return {}
end
for _, dead in ipairs(redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', text(now - 60000000), 'LIMIT', 0, 10)) do redis.call('ZREM', KEYS[1], dead) end
redis.call('ZADD', KEYS[1], text(math.min(now + lifetime, FOREVER)), node)
local still = math.min(math.floor(lifetime / 1000) + 60000, 31536000000)
if redis.call('PTTL', KEYS[1]) < still then redis.call('PEXPIRE', KEYS[1], text(still)) end
return {}
