-- Gives some records of a bucket, the KEYS behind its feed, a mark if they have none, and has them say that their changes are marked.
local feed = KEYS[1]
local known = redis.call('ZMSCORE', feed, 'state', 'last')
if not known[1] then return 0 end
local last = (known[2] or RESERVED) - RESERVED
for i = 2, #KEYS do
  local record = redis.pcall('HGET', KEYS[i], 'record')
  if type(record) == 'string' and #record > 0 then
    if string.byte(record) < MARKED then redis.call('HSET', KEYS[i], 'record', string.char(string.byte(record) + MARKED) .. sub(record, 2)) end
    local name = sub(KEYS[i], #feed)
    if not redis.call('ZSCORE', feed, name) then
      last = math.max(now, last + 1)
      redis.call('ZADD', feed, text(last), name, text(RESERVED + last), 'last')
    end
  end
end
return 1
