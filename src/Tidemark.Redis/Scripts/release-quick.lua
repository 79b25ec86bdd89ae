-- The return of most leases, before all else: of a session for which nobody waits, whose time is not up. It knows what release.lua knows, and makes no
-- functions. What is otherwise in any way goes on below.
local flags = string.byte(ARGV[1], 1)
if flags < 2 then
  local head, nonce, now, at = ARGV[1], string.sub(ARGV[1], 2, 5), nil, 6
  if flags == 1 then now, at = struct.unpack('>I8', head, at) end
  local lease, counter, unused = struct.unpack('>c16c4I8', head, at)
  local record, nobody = redis.call('HGET', KEYS[1], 'record'), '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
  if record and string.byte(record, 1) == 1 and string.sub(record, 59, 74) == lease and string.sub(record, 79, 82) == counter
    and string.sub(record, 83, 98) ~= nobody then
    local _, marks, version, created, idle, absolute, used, due, claimed, token = struct.unpack('>BBI8I8I8I8I8I8I8c24', record)
    if not now then
      local time = redis.call('TIME')
      now = time[1] * 1000000 + time[2]
    end
    if marks % 2 == 0 and marks < 8 and version + created + idle + absolute + used + due + claimed <= 63050394783186937 and now < used + idle and now < created + absolute then
      used = math.max(used, now - unused)
      redis.call('HSET', KEYS[1], 'record', struct.pack('>BBI8I8I8I8I8I8I8c24c16I8BI8', 1, marks, version, created, idle, absolute, used, due, claimed, token,
        nobody, 0, 0, 0))
      local is_late = now >= due or used + idle < due or created + absolute < due
      return nonce .. (is_late and '\2\1' or '\2\0')
    end
  end
end
