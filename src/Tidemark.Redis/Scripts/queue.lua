-- Who waits for the lease: until when a free one is kept for the first, then each with until when it is waited for, and what for.
local function queueing(r)
  local PATIENCE, RESERVATION, MOST_WAITERS = 3000000, 250000, 64
  local queue = { reserved = 0 }
  local stored = is(r, QUEUE) and redis.call('HGET', session, 'queue')
  if stored then
    if #stored < 8 then damaged() end
    local place
    queue.reserved, place = struct.unpack('>I8', stored)
    while place <= #stored do
      if #queue == MOST_WAITERS or place + 25 > #stored then damaged() end
      local waiter = { node = string.sub(stored, place, place + 15) }
      local length
      waiter.till, length, place = struct.unpack('>I8I2', stored, place + 16)
      waiter.purpose = string.sub(stored, place, place + length - 1)
      place = place + length
      if place > #stored + 1 then damaged() end
      queue[#queue + 1] = waiter
    end
  end

  -- A time much further ahead than it can have been set was set before the clock went back.
  local function is_ahead(time, span) return now < time and time - now <= 2 * span end
  local function waits(waiter) return is_ahead(waiter.till, PATIENCE) end

  function queue.has_others(node)
    for _, waiter in ipairs(queue) do
      if waiter.node ~= node and waits(waiter) then return true end
    end
    return false
  end

  function queue.reserved_for()
    local first = queue[1]
    return is_ahead(queue.reserved, RESERVATION) and first and waits(first) and first
  end

  function queue.keep(wanted)
    local kept = {}
    for i, waiter in ipairs(queue) do
      if waits(waiter) and wanted(waiter) then kept[#kept + 1] = waiter end
      queue[i] = nil
    end
    for i, waiter in ipairs(kept) do queue[i] = waiter end
  end

  function queue.forget_late() queue.keep(function() return true end) end

  function queue.enter(node, purpose)
    queue.forget_late()
    local entry, place = { node = node, till = now + PATIENCE, purpose = purpose }, #queue + 1
    for i, waiter in ipairs(queue) do
      if waiter.node == node then place = i end
    end
    if place <= MOST_WAITERS then queue[place] = entry end
  end

  function queue.offer()
    queue.forget_late()
    queue.reserved = now + RESERVATION
  end

  -- Writes it; the record, which says whether there is one, is the caller's to write.
  function queue.save()
    mark(r, QUEUE, #queue > 0)
    if #queue == 0 then
      if stored then redis.call('HDEL', session, 'queue') end
      return
    end
    local parts = { struct.pack('>I8', queue.reserved) }
    for i, waiter in ipairs(queue) do
      parts[i + 1] = waiter.node .. struct.pack('>I8I2', waiter.till, #waiter.purpose) .. waiter.purpose
    end
    redis.call('HSET', session, 'queue', table.concat(parts))
  end

  return queue
end
