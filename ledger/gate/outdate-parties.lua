-- Says that parties have reached a version: an older snapshot goes, and one that is still on its way is not let in.
--
-- KEYS     the parties' snapshots
-- ARGV[1]  milliseconds to remember a version where its snapshot does not come
-- ARGV     then for each key: its version
--
-- Returns how many were older, or not here, and are gone; of the others what is here is as new.
local gone = 0
for i, key in ipairs(KEYS) do
  local version = string.match(redis.call('GETRANGE', key, 0, 40), '^(%d+) ')
  if not version or tonumber(version) < tonumber(ARGV[i + 1]) then
    redis.call('SET', key, ARGV[i + 1] .. ' -\n', 'PX', ARGV[1])
    gone = gone + 1
  end
end
return gone
