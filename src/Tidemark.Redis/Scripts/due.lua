-- The names in some indexes, the KEYS, that are due before a time, which is a span before now: of each, after so many, at most so many. One that cannot be read
-- is passed over.
local overdue, passed, most = take('>I8'), take('>I4'), take('>I4')
local found = {}
for number, index in ipairs(KEYS) do
  local due = redis.pcall('ZRANGEBYSCORE', index, '-inf', text(now - overdue), 'WITHSCORES', 'LIMIT', passed, most)
  if due.err or #due > 0 then found[#found + 1] = { number - 1, due.err and {} or due, text(now) } end
end
return found
