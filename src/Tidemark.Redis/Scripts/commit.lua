-- Applies differences under a lease, or creates a session: the token (the first one, if it creates), the base version, the commit's id,
-- the lifetime, perhaps the node that creates and the user, and what for. Each further argument is one difference. KEYS[2] is there if it creates or ends.
local COMMITTED, FENCED, MISFIT = 2, 3, 4
local LOST, WRONG_BASE, GONE, EXISTS = 0, 1, 2, 3
local RELEASES, ENDS, TOLD, OF_USER, CREATES, SECONDS = has(4), has(8), has(16), has(32), has(64), has(128)
local WHOLE, PATCH, PATCH_IN_PLACE = 0, 1, 3
local token, base, id = bytes(20), take('>I4'), bytes(16)
local idle, absolute
if SECONDS then
  idle, absolute = take('>I4') * 1000000, take('>I4') * 1000000
else
  idle, absolute = take('>I8'), take('>I8')
end
local node = CREATES and bytes(16)
local user = OF_USER and bytes(32)
local purpose = rest()

-- A version is sent without its first half.
local function is_at(version, sent) return version and version % 4294967296 == sent end

local fields, differences = { 'record', 'commits' }, {}
for i = 2, #ARGV do
  local kind, length, place = struct.unpack('>BI2', ARGV[i])
  local difference = { kind = kind, name = string.sub(ARGV[i], place, place + length - 1), at = place + length }
  if kind == PATCH then
    difference.on, difference.before, difference.after, difference.at = struct.unpack('>I4I4I4', ARGV[i], difference.at)
  elseif kind == PATCH_IN_PLACE then
    difference.on, difference.before, difference.at = struct.unpack('>I4I4', ARGV[i], difference.at)
    difference.kind, difference.after = PATCH, difference.before
  end
  differences[i - 1] = difference
  fields[i + 1] = 'a:' .. difference.name
end
local found = call('HMGET', fields)

local r, gone = read_record(found[1])
local commits = found[2] or ''
if #commits > 384 or #commits % 48 ~= 0 then damaged() end
local left_user = ''
local is_leftover = gone ~= nil
if gone and now >= struct.unpack('>I8', gone) then gone = nil end
gone = gone and string.sub(gone, 9)
if r then
  local over = is_over(r)
  if over == nil then return { ASK, r.holder, r.token } end
  if over then
    left_user = user_of(r)
    gone = is(r, ENDED) and now < r.ended + REMEMBERED and commits
    r, is_leftover, commits = nil, true, ''
  end
end

local function place_of(id, commits)
  for place = 1, #commits, 48 do
    if string.sub(commits, place, place + 15) == id then return place end
  end
end

local queue
if r then
  queue = is(r, QUEUE) and queueing(r)

  -- Before the token: a commit that is sent again may have given its lease back the first time.
  local place = place_of(id, commits)
  if place then
    local answered = string.sub(commits, place + 16, place + 39)
    local others = string.sub(answered, 1, 16) ~= NOBODY and queue and queue.has_others(r.holder)
    return { COMMITTED, answered, struct.unpack('>I8', commits, place + 40), others and 1 or 0, 0, '' }
  end
  if CREATES then return { FENCED, EXISTS } end
  if not is_token(r, token) then return { FENCED, LOST } end
  if not is_at(r.version, base) then return { FENCED, WRONG_BASE } end
else
  -- Without a lease: nobody holds what has ended.
  local place = gone and place_of(id, gone)
  if place then return { COMMITTED, NOBODY .. '\0\0\0\0\0\0\0\0', struct.unpack('>I8', gone, place + 40), 0, 0, '' } end
  if gone or not CREATES then return { FENCED, GONE } end
  if base ~= 0 then return { FENCED, WRONG_BASE } end
end

local changes_names = false
for i, difference in ipairs(differences) do
  local chain = r and found[i + 2]
  if chain then difference.version, difference.length, difference.patches, difference.base = read_head(chain, r.version) end
  if difference.kind == PATCH
    and (not is_at(difference.version, difference.on) or difference.length ~= difference.before or difference.patches >= 1024) then
    return { MISFIT, difference.name }
  end
  changes_names = changes_names or difference.kind ~= PATCH and (difference.kind == WHOLE) ~= (difference.version ~= nil)
end

local names = r and changes_names and read_names(redis.call('HGET', session, 'names')) or {}

-- From here on it is applied. Signals go first: what could fail of them has failed before the first write.
local is_new = not r
if is_leftover then remove() end
if is_new then
  r = { flags = 0, version = 0, created = now, due = 0, claimed = 0, token = string.sub(token, 1, 16) .. struct.pack('>I8', 1), holder = node, since = now,
    reason = 0, ended = 0 }
end
if is_new or #differences > 0 then r.version = r.version + 1 end
local has_new_lifetime = r.idle ~= idle or r.absolute ~= absolute
r.idle, r.absolute, r.used, r.purpose = idle, absolute, now, purpose
mark(r, TELLS, TOLD or (is(r, TELLS) and not ENDS))

if ENDS and queue then
  queue.forget_late()
  for _, waiter in ipairs(queue) do signals().free(waiter) end
end
if ENDS and not is(r, TELLS) then
  mark(r, ENDED, true)
  r.ended = now
  bury(r, string.sub(commits, -336) .. id .. NOBODY .. '\0\0\0\0\0\0\0\0' .. struct.pack('>I8', r.version))
  return { COMMITTED, NOBODY .. '\0\0\0\0\0\0\0\0', r.version, 0, 0, left_user ~= user and left_user or '' }
end

local write, erase = {}, {}
local function set(field, value)
  write[#write + 1] = field
  write[#write + 1] = value
end
local added, removed = {}, {}
for i, difference in ipairs(differences) do
  local name = difference.name
  if difference.kind == PATCH then
    local number = difference.patches + 1
    set('a:' .. name, struct.pack(HEAD, r.version, difference.after, number, difference.base))
    set('p:' .. number .. ':' .. name, struct.pack('>I8I8', r.version, difference.version) .. string.sub(ARGV[i + 1], difference.at))
  else
    if difference.version then fields_of(name, difference.patches, erase) end
    if difference.kind == WHOLE then
      local value = string.sub(ARGV[i + 1], difference.at)
      set('a:' .. name, struct.pack(HEAD, r.version, #value, 0, r.version))
      set('b:' .. name, value)
      if not difference.version then added[#added + 1] = name end
    elseif difference.version then
      removed[name] = true
    end
  end
end

if #added > 0 or next(removed) then
  local left = {}
  for _, name in ipairs(names) do
    if not removed[name] then left[#left + 1] = name end
  end
  for _, name in ipairs(added) do left[#left + 1] = name end
  set('names', format_names(left))
end

local answered = r.token
if RELEASES or ENDS then
  answered, r.holder, r.since = NOBODY .. '\0\0\0\0\0\0\0\0', false, 0
  if RELEASES and queue then
    queue.offer()
    if queue[1] then signals().free(queue[1]) end
    queue.save()
  end
end
if user then
  set('user', user)
elseif is(r, USER) then
  erase[#erase + 1] = 'user'
end
mark(r, USER, user and true or false)
local is_late = false
if ENDS then
  mark(r, ENDED, true)
  r.reason, r.ended = 2, now
  r.due = now
elseif is_new then
  r.due = idle_end(r)
else
  is_late = has_new_lifetime or is_index_late(r)
end
set('commits', string.sub(commits, -336) .. id .. answered .. struct.pack('>I8', r.version))
set('record', format_record(r))
call('HDEL', erase)
call('HSET', write)
if is_new or ENDS then index(r, r.due) end
local others = queue and not (RELEASES or ENDS) and queue.has_others(r.holder)
return { COMMITTED, answered, r.version, others and 1 or 0, is_late and 1 or 0, left_user ~= user and left_user or '' }
