defmodule Chatku.Identity do
  import Plug.Conn, only: [get_session: 2]

  def of(conn) do
    # From your own session, never from the request: else anybody could ask for the hash of anybody.
    user_id = conn |> get_session(:user_id) |> to_string()

    # Nobody is signed in: no hash, and the page makes no call of setUser.
    if user_id == "" do
      nil
    else
      # Keep the key in your configuration, not in the code.
      key = System.fetch_env!("CHATKU_SPECIAL_KEY")

      %{user_id: user_id, identifier_hash: Chatku.IdentifierHash.of(user_id, key)}
    end
  end
end
