Rails.application.routes.draw do
  get "up", to: "visits#up"
  get "visit/:name", to: "visits#visit"
  get "slow/:name", to: "visits#slow"
end
