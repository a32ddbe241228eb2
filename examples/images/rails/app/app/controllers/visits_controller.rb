class VisitsController < ActionController::Base
  def up
    render plain: "up"
  end

  def visit
    Visit.create!(name: params[:name])
    render plain: Visit.where(name: params[:name]).count.to_s
  end

  # A transaction that takes its time.
  def slow
    Visit.transaction do
      Visit.create!(name: params[:name])
      logger.info "transaction under way"
      sleep 1
    end
    render plain: "committed"
  end
end
