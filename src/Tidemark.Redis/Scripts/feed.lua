-- Goes before the scripts that write what is news. A record whose changes are marked says so itself, by MARKED in its first byte. So whoever has not heard that
-- somebody follows, and does not name the feed's key, writes no news of it: he loads, and hears. The key is that of the bucket, and the last one.
local is_marked = record and #record > 0 and string.byte(record) >= MARKED
local feed, name, mark = flags >= 128 and KEYS[#KEYS] or nil, nil, nil
if feed then
  -- Both names begin alike; after that this one has one letter.
  name = sub(KEYS[1], #feed)
  local known = redis.call('ZMSCORE', feed, 'state', 'last')
  if known[1] then mark = math.max(now, (known[2] or RESERVED) - RESERVED + 1) end
end
