# The resolver answers with a sinkhole: the device asked and got nowhere.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device resolver 10.20.30.1 02:5a:17:00:00:01

desk asks s07.upd.kaspersky.com of resolver
resolver answers sinkhole
passes 11s
expect alert opened device desk service update evidence asked blocked sinkhole severity notice server none
