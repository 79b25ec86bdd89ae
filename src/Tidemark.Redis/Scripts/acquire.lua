-- Asks for the lease: flags, the node, the version it knows, the random part of a fresh token, and what for.
local HELD, GRANTED = 2, 3
local node, known, lease = bytes(16), take('>I8'), bytes(16)
local purpose = rest()

local r = load()
if not r then return { MISSING } end
local over = is_over(r)
if over == nil then return { ASK, r.holder, r.token } end
if over then return { MISSING } end

local queue = parse_queue(r)
local function wait(holder, age, what, token)
  local live = only_live(queue)
  local entry = { node = node, till = later(now, PATIENCE), purpose = purpose }
  local place
  for i, waiter in ipairs(live) do
    if waiter.node == node then place = i end
  end
  if place then live[place] = entry elseif #live < MOST_WAITERS then live[#live + 1] = entry end
  redis.call('HSET', session, 'queue', format_queue(live) or '')
  return { HELD, holder, text(math.max(age, 0)), what, token }
end

if r.holder and r.holder ~= node then
  -- Held by a live node, unless the caller has learnt that it died under this very lease. Until then it counts as alive.
  local is_known = knows_holder(r) and life.lease == string.sub(r.token, 1, 16)
  if not is_known or life.on then
    recall(r.holder, r.token)
    local since = struct.unpack('>I8', r.hold, 17)
    return wait(r.holder, now - since, string.sub(r.hold, 25), is_known and '' or r.token)
  end
end

local first = reserved_for(queue)
if first and not r.holder and first.node ~= node then return wait(first.node, 0, first.purpose, '') end

-- Whom it was kept for in vain loses its place.
local late = queue.reserved > 0 and #queue > 0 and not first and queue[1].node or node
local left = { reserved = 0 }
for _, waiter in ipairs(only_live(queue)) do
  if waiter.node ~= node and waiter.node ~= late then left[#left + 1] = waiter end
end
r.token = lease .. struct.pack('>I8', struct.unpack('>I8', r.token, 17) + 1)
r.used = now
redis.call('HSET', session, 'token', r.token, 'hold', hold_of(node, purpose), 'used', text(now), 'queue', format_queue(left) or '')
return state_of(r, known, { GRANTED, r.token, has_others(left, node) and 1 or 0, is_index_late(r) and 1 or 0 })
