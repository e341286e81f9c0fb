# In Los Angeles it is still the evening of the 28th when the cutoff comes. One nanosecond counts: at the instant is after it.
# covers: us-icts-2021-002/operation fires
at 2024-09-28T21:00:00-07:00
device desk 10.31.0.9 02:5a:17:31:00:09
device resolver 10.31.0.1 02:5a:17:31:00:01

desk asks activation-v2.kaspersky.com of resolver
resolver answers 198.51.100.31
passes 11s
# A licence check is quiet until something was transferred.
expect alert opened device desk service activation evidence resolved severity notice first 2024-09-29T00:00:00-04:00 determination us-icts-2021-002
