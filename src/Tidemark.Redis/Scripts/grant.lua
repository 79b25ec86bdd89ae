-- Grants a session that nobody holds and nobody else waits for to a node whose knowledge is of this history.
local newer, longest, tag, node, token, under
newer, longest, tag, node, token, under, at = parse('>I8I4c8c16c16c16', head, at)
if is_usual and holder == NOBODY then
  local reached = (under == NOBODY or under == lease) and version or 0
  for place = remembered, reached == 0 and spoken - LEASE or 0, LEASE do
    if sub(record, place, place + 15) == under then reached = parse('>I8', record, place + 16) end
  end

  -- Nobody, or this node alone.
  local is_first = queue_length == 0
  if queue_length >= ONE then is_first = sub(record, queue + 8, queue + 23) == node and parse('>I4', record, queue + 32) == queue_length - ONE end
  if is_first and newer <= reached and newer <= version then
    local slot, after = leases, leases
    if leases == LEASES then
      slot = (counter - 1) % LEASES
      after = slot + 1
    end
    local purpose = sub(head, at)
    local front = pack('>c1c8B', sub(record, 1, 1), tag, marks - marks % 2) .. sub(record, 11, 42)
      .. pack('>I8c16c16I8c16I8', now, sub(record, 51, 66), token, counter + 1, node, now) .. sub(record, 115, 155)
    local rest = purpose .. sub(record, queue + queue_length)
    redis.call('HSET', KEYS[1], 'record', front .. pack('>BBBI4I4', commits, oldest, math.max(leases, slot + 1), #purpose, 0)
      .. sub(record, 167, remembered + slot * LEASE - 1) .. pack('>c16I8', lease, version) .. sub(record, remembered + after * LEASE, spoken - 1) .. rest)

    -- The node needs neither the commits nor the leases.
    record, kind = front .. pack('>BBBI4I4', 0, 0, 0, #purpose, 0) .. sub(record, 167, HEAD) .. rest, '\1'
  end
end
