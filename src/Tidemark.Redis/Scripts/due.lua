-- Which of some indexes, the KEYS, have a session to look at: their numbers, from 0. One that cannot be read is looked at by itself.
local found = {}
for number, index in ipairs(KEYS) do
  local first = redis.pcall('ZRANGEBYSCORE', index, '-inf', text(now), 'LIMIT', '0', '1')
  if first.err or #first > 0 then found[#found + 1] = number - 1 end
end
return found
