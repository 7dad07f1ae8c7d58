defmodule Chatku.IdentifierHash do
  def of(user_id, key) do
    # The key is text: use it as it stands, without decoding it.
    :crypto.mac(:hmac, :sha256, key, user_id) |> Base.encode16(case: :lower)
  end
end
