-- The index of words has no order, so a list by a frequent word read all that have it. When an item
-- came now stands among its words: the first five digits of its id, behind a sign that no word has. The cost
-- (a plain SQL function would be taken apart, and have none) keeps PostgreSQL from making the words of
-- all items where the index knows them; so does a short list (kB) of words that wait for the index.
drop index feedback_items_by_words;
drop function feedback_words(text, text, text, text, text, text);
create function feedback_words(
    id text, input_text text, output_text text, feedback_text text, correction text, expected_output text,
    rationale text
) returns tsvector immutable parallel safe language plpgsql cost 10000 as $$
begin
    return array_to_tsvector(array['@' || left(id, 5)]) || to_tsvector('simple',
        left(input_text, 20000) || ' ' || left(output_text, 20000) || ' ' ||
        left(coalesce(feedback_text, ''), 20000) || ' ' || left(coalesce(correction, ''), 20000) || ' ' ||
        left(coalesce(expected_output, ''), 20000) || ' ' || left(coalesce(rationale, ''), 20000));
end
$$;
create index feedback_items_by_words on feedback_items
    using gin (feedback_words(id, input_text, output_text, feedback_text, correction, expected_output, rationale))
    with (gin_pending_list_limit = 256)
    where state = 'active';
