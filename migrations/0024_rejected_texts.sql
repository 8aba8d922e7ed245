-- What was rejected of the answers of an endpoint, in whatever sheet.
create index training_rows_rejected_by_endpoint on training_rows (endpoint_id, id) where rejected_response is not null;
