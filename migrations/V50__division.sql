-- What decides the order in which scarce money is divided is recorded by the assessors' service, and so is money that is
-- carried over.
UPDATE log.may_append
   SET event_types = event_types || '{money-carried-over,lottery-sealed,lots-drawn,ranking-established}'
 WHERE role = 'woonloket_assessment';
