-- wrk: sends the JSON bodies (one a line) of the file BODIES in turn; prints one JSON line at the end.
local requests, at, count = {}, 0, 0

function init(args)
  local headers = {["Content-Type"] = "application/json"}
  for line in io.lines(os.getenv("BODIES")) do
    count = count + 1
    requests[count] = wrk.format("POST", os.getenv("ROUTE"), headers, line)
  end
end

function request()
  at = at % count + 1
  return requests[at]
end

function done(summary, latency, _)
  local errors = summary.errors
  io.write(string.format(
    'RESULT {"requests":%d,"us":%d,"p50_us":%.0f,"p99_us":%.0f,"bad_status":%d,"bad_socket":%d}\n',
    summary.requests, summary.duration, latency:percentile(50), latency:percentile(99),
    errors.status, errors.connect + errors.read + errors.write + errors.timeout))
end
