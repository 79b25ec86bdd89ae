-- The grant of most requests, before all else: of a session that nobody holds and nobody waits for, whose time is not up, to a node that knows all of it but
-- some patches. It knows what acquire.lua knows, makes no functions, and answers in one text. What is otherwise in any way goes on below.
local head = ARGV[1]
local flags = string.byte(head, 1)
if flags < 2 then
  local nonce, now, at = string.sub(head, 2, 5), nil, 6
  if flags == 1 then now, at = struct.unpack('>I8', head, at) end
  local node, known, lease, under, longest
  node, known, lease, under, longest, at = struct.unpack('>c16I8c16c16I4', head, at)
  local found = redis.call('HMGET', KEYS[1], 'record', 'leases', 'names', 'user')
  local record, leases, names, user = found[1], found[2] or '', found[3] or '', found[4] or ''
  local nobody = '\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0'
  if record and string.byte(record, 1) == 1 and string.sub(record, 83, 98) == nobody then
    local _, marks, version, created, idle, absolute, used, due, claimed, last, counter = struct.unpack('>BBI8I8I8I8I8I8I8c16I8', record)
    if not now then
      local time = redis.call('TIME')
      now = time[1] * 1000000 + time[2]
    end
    local place = string.find(leases, under, 1, true)
    local reached = under == nobody and known or under == last and version
      or place and place % 24 == 1 and struct.unpack('>I8', leases, place + 16) or 0
    local fits = marks % 2 == 0 and marks < 8 and now < used + idle and now < created + absolute and known <= reached and known > 0 and known <= version
      and version + created + idle + absolute + used + due + claimed + counter <= 72057594037927928
      and #record < 65536 and #names < 1048576 and #leases <= 192 and (user == '' or #user == 32)
    local heads, patches, attributes = { KEYS[1] }, { KEYS[1] }, {}
    if fits and known < version then
      place = 1
      while place <= #names do
        local length = struct.unpack('>I2', names, place)
        heads[#heads + 1] = 'a:' .. string.sub(names, place + 2, place + 1 + length)
        place = place + 2 + length
      end
      fits = #heads > 1 and #heads < 500
      found = fits and redis.call('HMGET', unpack(heads)) or {}
      for i, chain in ipairs(found) do
        local changed, _, count, base = struct.unpack('>I8I4I4I8', chain)
        if changed > version or count > 1024 or base + count > changed then
          fits = false
          break
        end
        if changed > known then
          local first = math.max(count - (changed - known) + 1, 1)
          if base > known or #patches + count - first > 500 then
            fits = false
            break
          end
          attributes[#attributes + 1] = { field = heads[i + 1], version = changed, first = #patches }
          for number = first, count do patches[#patches + 1] = 'p:' .. number .. string.sub(heads[i + 1], 2) end
        end
      end
    end
    found = fits and #patches > 1 and redis.call('HMGET', unpack(patches)) or {}
    for _, patch in ipairs(found) do
      if not patch or #patch < 16 or #patch > longest then fits = false end
    end
    if fits then
      record = struct.pack('>BBI8I8I8I8I8I8I8c16I8c16I8BI8', 1, marks, version, created, idle, absolute, now, due, claimed, lease, counter + 1, node,
        now, 0, 0) .. string.sub(head, at)
      local is_late = now >= due or now + idle < due or created + absolute < due
      local text = { nonce, is_late and '\3\1' or '\3\0', struct.pack('>I8I2', now, #record), record, struct.pack('>I2', #user), user,
        struct.pack('>I4', #names), names }
      for i, attribute in ipairs(attributes) do
        local till = attributes[i + 1] and attributes[i + 1].first - 1 or #found
        while struct.unpack('>I8', found[attribute.first]) <= known do attribute.first = attribute.first + 1 end
        text[#text + 1] = struct.pack('>I2', #attribute.field - 2) .. string.sub(attribute.field, 3)
          .. struct.pack('>I8I2', attribute.version, till - attribute.first + 1)
        for number = attribute.first, till do
          text[#text + 1] = struct.pack('>I4', #found[number])
          text[#text + 1] = found[number]
        end
      end
      redis.call('HSET', KEYS[1], 'record', record, 'leases', string.sub(leases, -168) .. last .. struct.pack('>I8', version))
      return table.concat(text)
    end
  end
end
