-- Writes what a decision wants, if the record is still the one that it was made on, and the time is between two: not too late, and about the one that was
-- guessed, if it was. Else it writes nothing, and loads what there is, without rows.
local expected, from, till
expected, from, till, at = parse('>c8I8I8', head, at)
local drops, removes, moves, is_news = flags % 4 >= 2, flags % 8 >= 4, flags % 16 >= 8, flags % 32 >= 16

-- A guard says what the store is; it is in the slot of what it guards.
local guard, its_tag
if flags % 64 >= 32 then
  its_tag, at = parse('>c8', head, at)
  guard = redis.call('HGET', KEYS[feed and #KEYS - 1 or #KEYS], 'record')
end
local is_same = (not its_tag or guard and sub(guard, 2, 9) == its_tag) and (record and #record > 8 and sub(record, 2, 9) or '\0\0\0\0\0\0\0\0') == expected

-- What is to be made of it must be as it was: a tag does not tell of damage.
local is_difference = flags % 128 >= 64
if is_same and is_difference then is_same = sub(redis.sha1hex(sub(record, 10)), 1, 6) == sub(ARGV[2], 1, 6) end
if is_same and now >= from and now < till and (feed or not is_marked or not is_news and not removes) then
  local due_kind, due, left, due_name
  if moves or removes then
    due_kind, due, left, at = parse('>BI8I8', head, at)
    due_name = sub(head, at)

    -- A command fails that is given another type, and what was written before it stays: so this is looked at before all.
    redis.call('ZCARD', KEYS[2])
    redis.call('ZCARD', KEYS[3])
  end
  -- What comes of the record before, and the bytes between.
  local after = ARGV[2]
  if is_difference then
    local pieces, place, between, source, length = {}, 7, nil, nil, nil
    while place <= #after do
      between = string.byte(after, place)
      pieces[#pieces + 1] = sub(after, place + 1, place + between)
      source, length, place = parse('>I2B', after, place + 1 + between)
      pieces[#pieces + 1] = sub(record, source + 1, source + length)
    end
    after = table.concat(pieces)
  end
  local write, erase = { KEYS[1], 'record', after }, nil
  if not removes and (mark or is_marked and not feed) then write[3] = string.char(string.byte(after) + MARKED) .. sub(after, 2) end
  for i = 3, #ARGV do
    local what, length, place = parse('>BI2', ARGV[i])
    local of, number = sub(ARGV[i], place, place + length - 1), nil
    place = place + length
    if what == 3 then
      redis.call('PUBLISH', of, sub(ARGV[i], place))
    elseif what == 1 then
      -- Its version, and the one that it was made on, come with it.
      number, place = parse('>I2', ARGV[i], place)
      write[#write + 1] = 'p:' .. number .. ':' .. of
      write[#write + 1] = sub(ARGV[i], place)
    else
      number, place = parse('>I2', ARGV[i], place)
      erase = erase or {}
      for patch = 1, number do erase[#erase + 1] = 'p:' .. patch .. ':' .. of end
      if what == 0 then
        write[#write + 1] = 'b:' .. of
        write[#write + 1] = sub(ARGV[i], place)
      else
        erase[#erase + 1] = 'b:' .. of
      end
    end
  end
  if drops and not removes then
    local comes = {}
    for field = 2, #write, 2 do comes[write[field]] = true end
    erase = erase or {}
    for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
      if not comes[field] then erase[#erase + 1] = field end
    end
  end

  -- A right to erase that is missing shows before anything has changed.
  if erase and #erase > 0 and not removes then redis.call('HDEL', KEYS[1], '') end
--{note}
  if removes then
    redis.call('DEL', KEYS[1])
    redis.call('ZREM', KEYS[2], due_name)
    redis.call('ZREM', KEYS[3], due_name)
  else
    for first = 2, #write, 2000 do redis.call('HSET', KEYS[1], unpack(write, first, math.min(first + 1999, #write))) end
    for first = 1, erase and #erase or 0, 2000 do redis.call('HDEL', KEYS[1], unpack(erase, first, math.min(first + 1999, #erase))) end
    if moves then
      -- What goes by itself by then need not be looked at; what is never over is listed there all the same.
      redis.call('ZREM', KEYS[3 - due_kind], due_name)
      if left > due or due == FOREVER then
        redis.call('ZADD', KEYS[2 + due_kind], string.format('%.0f', due), due_name)
      else
        redis.call('ZREM', KEYS[2 + due_kind], due_name)
      end
      local still = left == FOREVER and '3153600000000' or string.format('%.0f', math.max(math.min(math.floor((left - now) / 1000), 31536000000), 1))
      redis.call('PEXPIRE', KEYS[1], still)
      if redis.call('PTTL', KEYS[2 + due_kind]) < tonumber(still) then redis.call('PEXPIRE', KEYS[2 + due_kind], still) end
    end
  end
  return nonce .. (feed and not mark and '\130' or '\2') .. pack('>I8', now)
end
local newer, longest = FOREVER, 0
