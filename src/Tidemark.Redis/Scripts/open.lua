-- Goes before the scripts of records. ARGV[1] is their head: flags, a number that the reply repeats, the time if a test says it. KEYS[1] is the record's key.
local head = ARGV[1]
local flags, nonce, at = string.byte(head, 1), sub(head, 2, 5), 6
local now
if flags % 2 == 1 then
  now, at = parse('>I8', head, at)
else
  local time = redis.call('TIME')
  now = time[1] * 1000000 + time[2]
end
local record = redis.call('HGET', KEYS[1], 'record')
if not record and redis.call('EXISTS', KEYS[1]) == 1 then return redis.error_reply('FOREIGN') end
local kind = '\0'
