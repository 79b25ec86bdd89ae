-- The sessions of a user, KEYS[1]: by name their place and when they were entered, and under # the last place that was given.
local verb, left, name = bytes(1), take('>I8'), bytes(43)
local next_name = rest()

local function enter(entered, place)
  if redis.call('HEXISTS', KEYS[1], entered) == 1 then return end
  place = place or redis.call('HINCRBY', KEYS[1], '#', 1)
  redis.call('HSET', KEYS[1], entered, place .. ' ' .. text(now))
  local span = math.min(math.floor(left / 1000) + 86400000, 34560000000)
  if redis.call('PTTL', KEYS[1]) < span then redis.call('PEXPIRE', KEYS[1], text(span)) end
end

if verb == 'E' then
  enter(name)
elseif verb == 'M' then
  local entry = redis.call('HGET', KEYS[1], name)
  enter(next_name, entry and string.match(entry, '^%d+'))
elseif verb == 'L' then
  redis.call('HDEL', KEYS[1], name)
  if redis.call('HLEN', KEYS[1]) == 1 then redis.call('DEL', KEYS[1]) end
  return {}
end
local reply = { now }
for _, part in ipairs(redis.call('HGETALL', KEYS[1])) do reply[#reply + 1] = part end
return reply
