namespace ActorLstm.Host.Web.Security;

/// <summary>Who may do what.</summary>
internal static class Roles
{
    /// <summary>May look at everything.</summary>
    public const string Viewer = "viewer";

    /// <summary>May do everything.</summary>
    public const string Operator = "operator";
}
