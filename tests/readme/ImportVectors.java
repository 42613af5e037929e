import com.google.gson.Gson;
import java.nio.file.*;
import java.util.*;

class ImportVectors {
    record Vector(String id, String result, String material, String material_base64, String fingerprint) {}
    record VectorFile(List<Vector> vectors) {}

    public static void main(String[] arguments) throws Exception {
        for (Path path : Files.newDirectoryStream(Path.of(arguments[0], "import"), "*.json")) {
            for (Vector vector : new Gson().fromJson(Files.readString(path), VectorFile.class).vectors()) {
                byte[] material = vector.material() != null
                    ? vector.material().getBytes("UTF-8")
                    : Base64.getDecoder().decode(vector.material_base64());
                // Import the material here. Then compare: it is accepted with this fingerprint, or refused.
                System.out.println(vector.id() + " " + vector.result() + " " + material.length + " " + vector.fingerprint());
            }
        }
    }
}
