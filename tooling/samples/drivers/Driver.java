// Driver MODE: see ../runtimes.mjs. It is compiled together with the samples.

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedReader;
import java.io.InputStreamReader;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;

final class Driver {
    private static String decode(String text) {
        return new String(Base64.getDecoder().decode(text), UTF_8);
    }

    private static Map<String, Object> sessionOf(String line) {
        Map<String, Object> session = new HashMap<>();
        if (line.startsWith("#")) session.put("user_id", Integer.valueOf(line.substring(1)));
        else if (!line.equals("-")) session.put("user_id", decode(line));
        return session;
    }

    private static String answer(String mode, String line) throws Exception {
        if (mode.equals("hash")) {
            String[] fields = line.split("\t");
            return IdentifierHash.of(decode(fields[0]), decode(fields[1]));
        }
        Identity identity = Identity.of(sessionOf(line)::get);
        if (identity == null) return "-";
        return Base64.getEncoder().encodeToString(identity.userId().getBytes(UTF_8)) + "\t" + identity.identifierHash();
    }

    public static void main(String[] arguments) throws Exception {
        var input = new BufferedReader(new InputStreamReader(System.in, UTF_8));
        for (String line = input.readLine(); line != null; line = input.readLine()) {
            System.out.println(answer(arguments[0], line));
        }
    }
}
