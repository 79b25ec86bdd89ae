-- In which buckets, whose feeds are the KEYS, the last mark is greater than the one that is said of each. What cannot be read is for its reader to find out.
local found = {}
for number, feed in ipairs(KEYS) do
  local after = take('>I8')
  local known = redis.pcall('ZMSCORE', feed, 'last')
  if known.err or (known[1] or RESERVED) - RESERVED > after then found[#found + 1] = number - 1 end
end
return found
