-- Whether a named score is used, before its configuration changes its type.
create index feedback_items_by_score on feedback_items (name, data_type) where data_type is not null;
