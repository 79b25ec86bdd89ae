-- A node's life, KEYS[1], and the sessions that others want of it, KEYS[2]. Goes before the scripts of nodes.
local life, asks = KEYS[1], KEYS[2]
local found = redis.call('HMGET', life, 'since', 'until', 'doubted')

-- What is no time there is none: the node was dead then.
local function time_of(stored)
  local time = stored and string.find(stored, '^%d+$') and tonumber(stored) or 0
  return time <= FOREVER and time or 0
end

local since, till = time_of(found[1]), time_of(found[2])
local is_on = since > 0 and now < till
