-- Words are found in either case by the locale of the database; C knows only the letters of ASCII. Where that
-- is so and ICU is there, ICU lowers them, in the index and in what is searched for, and the index is built again;
-- where the locale knows better, nothing changes.
create function feedback_query(q text) returns tsquery immutable parallel safe language sql as $$
    select plainto_tsquery('simple', q)
$$;
do $do$
begin
    if to_tsvector('simple', 'Ü') = to_tsvector('simple', 'ü') or getdatabaseencoding() <> 'UTF8'
            or not exists (select from pg_collation where collname = 'und-x-icu') then
        return;
    end if;
    create or replace function feedback_query(q text) returns tsquery
    immutable parallel safe language sql as $$
        select plainto_tsquery('simple', lower(q collate "und-x-icu"))
    $$;
    create or replace function feedback_words(
        id text, input_text text, output_text text, feedback_text text, correction text, expected_output text,
        rationale text
    ) returns tsvector immutable parallel safe language plpgsql cost 10000 as $$
    begin
        return array_to_tsvector(array['@' || left(id, 5)]) || to_tsvector('simple', lower((
            left(input_text, 20000) || ' ' || left(output_text, 20000) || ' ' ||
            left(coalesce(feedback_text, ''), 20000) || ' ' || left(coalesce(correction, ''), 20000) || ' ' ||
            left(coalesce(expected_output, ''), 20000) || ' ' || left(coalesce(rationale, ''), 20000)
        ) collate "und-x-icu"));
    end
    $$;
    reindex index feedback_items_by_words;
end
$do$;
