-- wrk: a prediction's worth of JSON to the raw route of hello_server.
wrk.method = "POST"
wrk.headers["Content-Type"] = "application/json"
wrk.body = '{"inputs": {' .. string.rep('"feature": 17.99, ', 30) .. '"last": 1}}'
