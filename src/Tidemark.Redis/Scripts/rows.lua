-- Ends the scripts of records: the reply is one text, of the number of the call, of what sort it is, the time, the record, and the rows that are newer than a
-- version. The record may be damaged: no loop goes by a number in it that its length does not bound.
local reply = { nonce, kind, pack('>I8I4', now, record and #record or 0), record or '' }
if record and #record >= HEAD and string.byte(record) % MARKED == FORM and parse('>I8', record, 11) > newer then
  local commits, _, leases, purpose_length, queue_length = parse('>BBBI4I4', record, 156)
  local place = HEAD + 1 + commits * COMMIT + leases * LEASE + purpose_length + queue_length
  local fields, names, numbers = {}, {}, {}
  local function want(name, number)
    fields[#fields + 1] = number == 0 and 'b:' .. name or 'p:' .. number .. ':' .. name
    names[#fields], numbers[#fields] = name, number
  end
  while place + 27 <= #record do
    local length = parse('>I4', record, place)
    if place + 27 + length > #record then break end
    local name = sub(record, place + 4, place + 3 + length)
    local version, _, patches, base = parse('>I8I4I4I8', record, place + 4 + length)
    if version > newer and patches <= PATCHES then
      if base > newer then want(name, 0) end
      for number = base > newer and 1 or math.max(patches - (version - newer) + 1, 1), patches do want(name, number) end
    end
    place = place + 28 + length
  end
  for first = 1, #fields, 2000 do
    local last = math.min(first + 1999, #fields)
    local lengths = {}
    for i = first, last do
      if numbers[i] == 0 then
        lengths[i] = redis.call('HSTRLEN', KEYS[1], fields[i])
        if lengths[i] > longest then fields[i] = '' end
      end
    end
    local found = redis.call('HMGET', KEYS[1], unpack(fields, first, last))
    for i = first, last do
      local value = found[i - first + 1]
      local length = math.max(lengths[i] or 0, value and #value or 0)
      if value or length > 0 then
        if length > longest then value = '' end
        reply[#reply + 1] = pack('>I4', #names[i]) .. names[i] .. pack('>I4I4I4', numbers[i], length, #value)
        reply[#reply + 1] = value
      end
    end
  end
end
return table.concat(reply)
