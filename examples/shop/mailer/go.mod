module example.com/shop/mailer

go 1.26

require example.com/shop/events v0.0.0

replace example.com/shop/events => ../events
