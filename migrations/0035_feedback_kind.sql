-- What says what is right without a judgement of the answer is an expectation: no vote.
alter table feedback_items add column kind text not null default 'score';
update feedback_items set kind = 'expectation'
where rating is null and (correction is not null or expected_output is not null)
    and (value is null or data_type = 'correction');
