# The vendor's name elsewhere in an issuer is not its authority.
at 2024-10-02T08:00:00Z
device desk 10.20.30.40 02:5a:17:00:00:17

desk opens tls to 198.51.100.81
server shows certificate www.shop.example issuer "Not Kaspersky Lab Public Services TLS CA"
passes 1min
expect no alert
expect no device desk
