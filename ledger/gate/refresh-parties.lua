-- Keeps parties' snapshots, each unless what is here is as new.
--
-- KEYS     the parties' snapshots
-- ARGV[1]  milliseconds to keep them
-- ARGV     then for each key: its version, the value (snapshot-codec.ts)
--
-- Returns how many were kept; of the others what is here is as new or newer.
local kept = 0
for i, key in ipairs(KEYS) do
  local version = tonumber(ARGV[2 * i])
  local there, available = string.match(redis.call('GETRANGE', key, 0, 40), '^(%d+) (%S+)')
  there = tonumber(there)
  if not there or there < version or (there == version and available == '-') then
    redis.call('SET', key, ARGV[2 * i + 1], 'PX', ARGV[1])
    kept = kept + 1
  end
end
return kept
