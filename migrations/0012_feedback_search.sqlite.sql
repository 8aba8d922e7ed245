-- The words of feedback, found by FTS5. `search_row` is the place of an item in that index: unlike
-- the rowid it survives a VACUUM.
alter table feedback_items add column search_row bigint;
update feedback_items set search_row = rowid;
create unique index feedback_items_by_search_row on feedback_items (search_row);
create virtual table feedback_search using fts5 (
    input_text, output_text, feedback_text, correction, expected_output, rationale,
    content = 'feedback_items', content_rowid = 'search_row',
    tokenize = 'unicode61 remove_diacritics 0'
);
insert into feedback_search (feedback_search) values ('rebuild');
