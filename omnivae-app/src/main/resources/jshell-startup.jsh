import dev.omnivae.data.simple.*;
