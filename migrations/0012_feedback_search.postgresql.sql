-- The words of feedback, found by their index. Of each text the first 20,000 characters: a vector of
-- words has at most a megabyte.
create function feedback_words(
    input_text text, output_text text, feedback_text text, correction text, expected_output text, rationale text
) returns tsvector immutable parallel safe language sql as $$
    select to_tsvector('simple',
        left(input_text, 20000) || ' ' || left(output_text, 20000) || ' ' ||
        left(coalesce(feedback_text, ''), 20000) || ' ' || left(coalesce(correction, ''), 20000) || ' ' ||
        left(coalesce(expected_output, ''), 20000) || ' ' || left(coalesce(rationale, ''), 20000))
$$;
create index feedback_items_by_words on feedback_items
    using gin (feedback_words(input_text, output_text, feedback_text, correction, expected_output, rationale))
    where state = 'active';
