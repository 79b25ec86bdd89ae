-- Takes a lease back for which nobody waits.
local tag, token, unused = parse('>c8c24I8', head, at)
if is_usual and holder ~= NOBODY and token == sub(record, 67, 90) and marks % 2 == 0 and queue_length == 0 then
  redis.call('HSET', KEYS[1], 'record', sub(record, 1, 1) .. tag .. sub(record, 10, 42) .. pack('>I8', math.max(used, now - unused)) .. sub(record, 51, 90)
    .. NO_HOLD .. sub(record, 115, 158) .. '\0\0\0\0\0\0\0\0' .. sub(record, 167, spoken - 1) .. sub(record, queue))
  return nonce .. '\1' .. pack('>I8I4', now, 0)
end
local newer, longest = FOREVER, 0
