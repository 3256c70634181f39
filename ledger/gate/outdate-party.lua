-- Says that a party has reached a version: an older snapshot goes, and one that is still on its way is not let in.
--
-- KEYS[1]  the party's snapshot
-- ARGV[1]  the version
-- ARGV[2]  milliseconds to remember it where the snapshot of that version does not come
--
-- Returns 1: what was here, if anything, was older and is gone; 0: what is here is as new.
local version = string.match(redis.call('GETRANGE', KEYS[1], 0, 40), '^(%d+) ')
if version and tonumber(version) >= tonumber(ARGV[1]) then
  return 0
end
redis.call('SET', KEYS[1], ARGV[1] .. ' -\n', 'PX', ARGV[2])
return 1
