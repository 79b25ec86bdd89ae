-- The grant of most requests, before all else: of a session that nobody holds and nobody waits for, whose time is not up. It knows what acquire.lua knows, and
-- makes no functions but those of attributes.lua. What is otherwise in any way goes on below.
local flags = string.byte(ARGV[1], 1)
if flags < 2 then
  local head, nonce, now, at = ARGV[1], string.sub(ARGV[1], 2, 5), nil, 6
  if flags == 1 then now, at = struct.unpack('>I8', head, at) end
  local node, known, lease, under
  node, known, lease, under, at = struct.unpack('>c16I8c16c16', head, at)
  local found = redis.call('HMGET', KEYS[1], 'record', 'leases', 'names', 'user')
  local record, leases, nobody = found[1], found[2] or '', '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
  if record and string.byte(record, 1) == 1 and string.sub(record, 83, 98) == nobody then
    local _, marks, version, created, idle, absolute, used, due, claimed, last, counter = struct.unpack('>BBI8I8I8I8I8I8I8c16I8', record)
    if not now then
      local time = redis.call('TIME')
      now = time[1] * 1000000 + time[2]
    end
    if marks % 2 == 0 and marks < 8 and now < used + idle and now < created + absolute then
      local place = string.find(leases, under, 1, true)
      local reached = under == nobody and known or under == last and version or place and place % 24 == 1 and struct.unpack('>I8', leases, place + 16) or 0
      record = struct.pack('>BBI8I8I8I8I8I8I8c16I8c16I8BI8', 1, marks, version, created, idle, absolute, now, due, claimed, lease, counter + 1, node,
        now, 0, 0) .. string.sub(head, at)
      redis.call('HSET', KEYS[1], 'record', record, 'leases', string.sub(leases, -168) .. last .. struct.pack('>I8', version))
      local is_late = now >= due or now + idle < due or created + absolute < due
      local user, names = found[4] or '', found[3] or ''
      if known == version and known <= reached then
        return nonce .. (is_late and '\3\1' or '\3\0') .. struct.pack('>I8I2', now, #record) .. record .. struct.pack('>I2', #user) .. user .. names
      end
      return { nonce, state_of(record, now, user, names, version, known > reached and 0 or known, { 3, 0, is_late and 1 or 0 }) }
    end
  end
end
