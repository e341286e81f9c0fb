# How the vendor's agent begins, towards its documented port: a beginning and a port do not reach what is told.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17
device box 10.20.30.5 02:5a:17:00:00:05

desk opens tls to 10.20.30.5:13000 size 463
passes 1min
expect no alert
expect device desk service console state suspected marks~ first_bytes relay none
expect no device box
