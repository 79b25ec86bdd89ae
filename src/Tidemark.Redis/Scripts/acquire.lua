-- Asks for the lease: the node, the version it knows, the random parts of a fresh token and of the one under which it learnt that version, and what for.
local HELD, GRANTED = 2, 3
local node, known, lease, under, longest = bytes(16), take('>I8'), bytes(16), bytes(16), take('>I4')
local purpose = rest()

local found = redis.call('HMGET', session, 'record', 'leases', 'names')
local r, leases, names = read_record(found[1]), found[2] or '', found[3] or ''
if not r then return { MISSING } end
if #leases > 192 or #leases % 24 ~= 0 then damaged() end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end

local queue = is(r, QUEUE) and queueing(r)
local function wait(holder, age, what, token)
  queue = queue or queueing(r)
  queue.enter(node, purpose)
  queue.save()
  save(r)
  return { HELD, holder, math.max(age, 0), what, token }
end

if r.holder and r.holder ~= node then
  -- Held by a live node, unless the caller has learnt that it died under this very lease. Until then it counts as alive.
  local is_known = knows_lease(r)
  if not is_known or life.on then
    signals().recall(r.holder, r.token)
    return wait(r.holder, now - r.since, r.purpose, is_known and '' or r.token)
  end
end

if queue then
  local first = queue.reserved_for()
  if first and not r.holder and first.node ~= node then return wait(first.node, 0, first.purpose, '') end

  -- Whom it was kept for in vain loses its place.
  local late = queue.reserved > 0 and not first and queue[1] and queue[1].node
  queue.keep(function(waiter) return waiter.node ~= node and waiter.node ~= late end)
  queue.reserved = 0
end

-- A fail-over may forget versions, and then they are made anew. What the node knows is of this chain if it learnt it under a lease that is remembered here, and
-- that came so far.
local last = string.sub(r.token, 1, 16)
local function reached(token)
  if token == NOBODY then return known end
  if token == last then return r.version end
  for place = 1, #leases, 24 do
    if string.sub(leases, place, place + 15) == token then return struct.unpack('>I8', leases, place + 16) end
  end
  return 0
end
if known > reached(under) then known = 0 end
leases = string.sub(leases, -168) .. last .. struct.pack('>I8', r.version)
r.token = lease .. struct.pack('>I8', struct.unpack('>I8', r.token, 17) + 1)
r.holder, r.since, r.purpose, r.used = node, now, purpose, now
local others, late = queue and queue.has_others(node) and 1 or 0, is_index_late(r) and 1 or 0
local reply = state_of('', now, user_of(r), names, r.version, known, longest, { GRANTED, others, late })
if queue then queue.save() end
local record = format_record(r)
reply[4] = record
redis.call('HSET', session, 'record', record, 'leases', leases)
return reply
