-- What an earlier version took for "nothing was published" may be there all the same: it is looked
-- for before it is sent again, unless a person has looked already.
update reply set may_be_there = true
where state = 'failed' and attempts > 0
and (error is null or error not like '%saw that it was not published');
-- A reply that the place keeps back for its moderators is not published yet; it is followed.
update reply set state = 'held', not_before = 0
where state = 'sent' and receipt like '%"held":true%';
