-- Chains of attributes: a: the version, the length and the number of patches of its end, and the version of its base; b: the base; p: each patch. Needs
-- call.lua.
-- What is stored may be damaged: no loop goes by a stored number that nothing bounds, and all of it is looked at before the first write.
local HEAD, HEAD_SIZE = '>I8I4I4I8', 24
local MOST_PATCHES, MOST_OF_NAMES = 1024, 4194304

-- Lua passes some thousand arguments at most.
local function call(command, arguments)
  local answers = {}
  for first = 1, #arguments, 2000 do
    local last = math.min(first + 1999, #arguments)
    local answer = redis.call(command, KEYS[1], unpack(arguments, first, last))
    if type(answer) == 'table' then
      for i = 1, last - first + 1 do answers[first + i - 1] = answer[i] end
    end
  end
  return answers
end

-- The names of all attributes, each after its length: patches are many, and a list of all fields would be long.
local function read_names(stored)
  local names, place = {}, 1
  if stored and #stored > MOST_OF_NAMES then damaged() end
  while stored and place <= #stored do
    if place == #stored then damaged() end
    local length
    length, place = struct.unpack('>I2', stored, place)
    names[#names + 1] = string.sub(stored, place, place + length - 1)
    place = place + length
    if place > #stored + 1 then damaged() end
  end
  return names
end

local function format_names(names)
  local parts = {}
  for i, name in ipairs(names) do parts[i] = struct.pack('>I2', #name) .. name end
  return table.concat(parts)
end

local function heads_of(names)
  local heads = {}
  for i, name in ipairs(names) do heads[i] = 'a:' .. name end
  return call('HMGET', heads)
end

-- The end of a chain in a session at such a version: its own version, its length, how many patches it has, and the version of its base. Each commit adds
-- one patch at most, so the versions bound their number.
local function read_head(stored, newest)
  if not stored or #stored ~= HEAD_SIZE then damaged() end
  local version, length, patches, base = struct.unpack(HEAD, stored)
  if patches > MOST_PATCHES or base == 0 or base + patches > version or version > newest or (patches == 0 and base ~= version) then damaged() end
  return version, length, patches, base
end

-- The fields of a chain of so many patches.
local function fields_of(name, patches, fields)
  fields[#fields + 1] = 'a:' .. name
  fields[#fields + 1] = 'b:' .. name
  for number = 1, patches do fields[#fields + 1] = 'p:' .. number .. ':' .. name end
end

-- By the fields there are, and not by what they say: it must work on what is damaged, too.
local function remove_attributes()
  local erase = { 'names' }
  for _, field in ipairs(redis.call('HKEYS', KEYS[1])) do
    if string.find(field, '^[abp]:') then erase[#erase + 1] = field end
  end
  call('HDEL', erase)
end

-- The patches of a chain that are newer than a version, oldest first. There are no more of them than versions since.
local function newer_patches(name, count, version, known)
  local fields = {}
  for number = math.max(count - (version - known) + 1, 1), count do fields[#fields + 1] = 'p:' .. number .. ':' .. name end
  local patches = call('HMGET', fields)
  for _, patch in ipairs(patches) do
    if not patch or #patch < 16 then damaged() end
  end
  while patches[1] and struct.unpack('>I8', patches[1]) <= known do table.remove(patches, 1) end
  return patches
end

-- What a node is sent of a session: its record, the time, its user, the names of all attributes, then those that are newer than the version it knows, each
-- with what is newer of its chain. Of one that is longer than anybody may have stored only its length is told: a base that long is not even read.
local function state_of(record, now, user, names, version, known, longest, reply)
  for _, part in ipairs({ record, now, user, names }) do reply[#reply + 1] = part end
  if known == version then return reply end
  if known > version then known = 0 end
  names = read_names(names)
  for i, head in ipairs(heads_of(names)) do
    local changed, _, patches, base = read_head(head, version)
    if changed > known then
      local is_new = base > known
      local length = is_new and redis.call('HSTRLEN', KEYS[1], 'b:' .. names[i]) or 0
      local attribute = { names[i], changed, base, is_new and length <= longest and redis.call('HGET', KEYS[1], 'b:' .. names[i]) }
      for _, patch in ipairs(length <= longest and newer_patches(names[i], patches, changed, is_new and 0 or known) or {}) do
        attribute[#attribute + 1] = patch
        length = math.max(length, #patch)
      end
      reply[#reply + 1] = length <= longest and attribute or { names[i], changed, length }
    end
  end
  return reply
end
