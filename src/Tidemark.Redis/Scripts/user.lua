-- The sessions of a user, KEYS[1]: by name their place and when they were entered, and under # the last place that was given.
local verb, left, name = bytes(1), take('>I8'), bytes(43)
local next_name = rest()

-- The place of an entry; nil if it is damaged, or none.
local function place_of(entry)
  local place = entry and string.match(entry, '^(%d+) %d+$')
  return place and #place < 16 and place or nil
end

-- The place after all that were given. Should that not be known any more, after all that are there.
local function next_place()
  local last = redis.call('HGET', KEYS[1], '#')
  if last and place_of(last .. ' 0') or not last and redis.call('HLEN', KEYS[1]) == 0 then return redis.call('HINCRBY', KEYS[1], '#', 1) end
  local greatest = 0
  for _, entry in ipairs(redis.call('HGETALL', KEYS[1])) do greatest = math.max(greatest, tonumber(place_of(entry) or 0)) end
  redis.call('HSET', KEYS[1], '#', text(greatest + 1))
  return text(greatest + 1)
end

local function enter(entered, place)
  if place_of(redis.call('HGET', KEYS[1], entered)) then return end
  place = place or next_place()
  redis.call('HSET', KEYS[1], entered, place .. ' ' .. text(now))
  local span = math.min(math.floor(left / 1000) + 86400000, 34560000000)
  if redis.call('PTTL', KEYS[1]) < span then redis.call('PEXPIRE', KEYS[1], text(span)) end
end

if verb == 'E' then
  enter(name)
elseif verb == 'M' then
  enter(next_name, place_of(redis.call('HGET', KEYS[1], name)))
elseif verb == 'L' then
  redis.call('HDEL', KEYS[1], name)
  if redis.call('HLEN', KEYS[1]) == 1 then redis.call('DEL', KEYS[1]) end
  return {}
end
local reply = { now }
for _, part in ipairs(redis.call('HGETALL', KEYS[1])) do reply[#reply + 1] = part end
return reply
