-- Commits changes of attributes that the session has, and of nothing else, under a lease for which nobody waits; keeps the lease or takes it back.
local token, base, id, had_idle, had_absolute
token, base, id, had_idle, had_absolute, at = parse('>c24I8c16I8I8', head, at)
local keeps, user = flags % 32 >= 16, NO_USER
if flags % 128 >= 64 then user, at = parse('>c32', head, at) end
local fits = is_usual and (feed or not is_marked) and holder ~= NOBODY and token == sub(record, 67, 90) and queue_length == 0 and version == base and idle == had_idle
  and absolute == had_absolute and user == sub(record, 124, 155) and (marks == 2 or marks == 0 and flags % 64 < 32)
  and not string.find(record, id, HEAD + 1, true)

-- The attributes, one after the other, until all are found that are to change.
local wanted, left, write, erase = {}, #ARGV - 1, { KEYS[1], 'record', '' }, nil
for i = 2, fits and #ARGV or 0 do wanted[sub(ARGV[i], 4, 3 + parse('>I2', ARGV[i], 2))] = ARGV[i] end
local parts, from, place = {}, queue, queue
while fits and left > 0 and place + 27 <= #record do
  local length = parse('>I4', record, place)
  local numbers = place + 4 + length
  if numbers + 23 > #record then break end
  local name = sub(record, place + 4, numbers - 1)
  local wants = wanted[name]
  place = numbers + 24
  if wants then
    local last, size, patches, came = parse('>I8I4I4I8', record, numbers)
    parts[#parts + 1] = sub(record, from, numbers - 1)
    if string.byte(wants) == 1 then
      local on, before, after, data = parse('>I8I4I4', wants, 4 + length)
      fits = on == last and before == size and patches < PATCHES
      parts[#parts + 1] = pack('>I8I4I4I8', version + 1, after, patches + 1, came)
      write[#write + 1] = 'p:' .. patches + 1 .. ':' .. name
      write[#write + 1] = pack('>I8I8', version + 1, on) .. sub(wants, data)
    else
      fits, erase = patches <= PATCHES, erase or {}
      for patch = 1, fits and patches or 0 do erase[#erase + 1] = 'p:' .. patch .. ':' .. name end
      parts[#parts + 1] = pack('>I8I4I4I8', version + 1, #wants - 3 - length, 0, version + 1)
      write[#write + 1] = 'b:' .. name
      write[#write + 1] = sub(wants, 4 + length)
    end
    from, left = place, left - 1
  end
end
if fits and left == 0 and #write < 2000 and (not erase or #erase < 2000) then
  local slot, after, next_oldest = commits, commits, oldest
  if commits == COMMITS then slot, after, next_oldest = oldest, oldest + 1, (oldest + 1) % COMMITS end
  local purpose = keeps and sub(head, at) or ''
  -- The id is as random as a tag, and as new.
  write[3] = pack('>Bc8BI8', mark and FORM + MARKED or FORM, sub(id, 1, 8), marks, version + 1) .. sub(record, 19, 42) .. pack('>I8', now)
    .. (keeps and sub(record, 51, 155) or sub(record, 51, 90) .. NO_HOLD .. sub(record, 115, 155))
    .. pack('>BBBI4I4', math.max(commits, slot + 1), next_oldest, leases, #purpose, 0) .. sub(record, 167, HEAD + slot * COMMIT)
    .. pack('>c16c24I8', id, keeps and token or NO_HOLD, version + 1) .. sub(record, HEAD + 1 + after * COMMIT, spoken - 1)
    .. purpose .. table.concat(parts) .. sub(record, from)

  -- A right to one of both that is missing shows before anything has changed.
  if erase and #erase > 0 then redis.call('HDEL', KEYS[1], '') end
  if mark then redis.call('ZADD', feed, string.format('%.0f', mark), name, string.format('%.0f', RESERVED + mark), 'last') end
  redis.call('HSET', unpack(write))
  if erase and #erase > 0 then redis.call('HDEL', KEYS[1], unpack(erase)) end
  return nonce .. (feed and not mark and '\129' or '\1') .. pack('>I8I4', now, 0)
end
local newer, longest = FOREVER, 0
