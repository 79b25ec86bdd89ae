-- Goes before the scripts of what is usual. Such a script writes what the decision would, if nothing is otherwise in any way; else it only loads, and the
-- decision takes over. Here: a session that has not ended, whose time is not up, which is not to be looked at now, and of which nothing is damaged.
local marks = record and #record >= HEAD and string.byte(record) % MARKED == FORM and string.byte(record, 10) or 4
local version, created, idle, absolute, used, due, claimed, lease, counter, holder, commits, oldest, leases, purpose_length, queue_length
local remembered, spoken, queue, is_usual
if marks < 4 then
  version, created, idle, absolute, used, due, claimed, lease, counter, holder = parse('>I8I8I8I8I8I8I8c16I8c16', record, 11)
  commits, oldest, leases, purpose_length, queue_length = parse('>BBBI4I4', record, 156)
  remembered = HEAD + 1 + commits * COMMIT
  spoken = remembered + leases * LEASE
  queue = spoken + purpose_length
  local over = created + absolute
  is_usual = now < due and now < over and now < used + idle and due <= over and due <= used + idle and due <= now + idle and claimed == 0
    and commits <= COMMITS and (oldest == 0 or oldest < commits) and leases <= LEASES and queue + queue_length <= #record + 1
    and version <= FOREVER and created <= FOREVER and idle <= FOREVER and absolute <= FOREVER and counter <= FOREVER
end
