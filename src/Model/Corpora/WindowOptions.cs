using System.Text.Json.Serialization;

namespace ActorLstm.Model.Corpora;

/// <summary>How the text is cut into training windows: section <c>windows</c> of the configuration.</summary>
public sealed record WindowOptions
{
    /// <summary>Characters of a window, at least 1; 60 in the book.</summary>
    [JsonPropertyName("maxlen")]
    public int MaxLength { get; init; } = 60;

    /// <summary>Characters between the starts of two windows, at least 1; 3 in the book.</summary>
    public int Step { get; init; } = 3;

    /// <summary>Which characters of a window are predicted.</summary>
    public Targets Targets { get; init; } = Targets.Last;
}

/// <summary>Which characters of a window are predicted in training.</summary>
public enum Targets
{
    /// <summary>The one after the window, as in the book.</summary>
    Last,

    /// <summary>The one after every position of the window.</summary>
    Every,
}
